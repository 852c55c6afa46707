# The commands that ebru hands over to ebru_ml; read in every build, so that `ebru --help` lists them without LibTorch too.
