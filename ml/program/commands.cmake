# The commands that ebru hands over to ebru_ml; read in every build, so that `ebru --help` lists them without LibTorch too.
ebru_ml_command(train train_command ebru_program "train a network that runs a forward process backwards" OVER_RANKS)
ebru_ml_command(sample sample_command ebru_program "make images from trained weights" OVER_RANKS)
ebru_ml_command(interpolate interpolate_command ebru_program "make ways between samples" OVER_RANKS)
ebru_ml_command(evaluate evaluate_command ebru_program "say how good samples are" OVER_RANKS)
ebru_ml_command(sweep sweep_command ebru_program "train, sample and evaluate over lists of settings")
