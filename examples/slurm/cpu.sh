#!/usr/bin/env bash
# A chain made by the ranks of CPU nodes: one rank a core, all writing one file.
#   sbatch --export=ALL,EBRU=$(command -v ebru) examples/slurm/cpu.sh examples/01_transport_fashion_mnist/deck.toml /scratch/me/chain
#SBATCH --job-name=ebru_cpu
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=64
#SBATCH --cpus-per-task=1
#SBATCH --hint=nomultithread
#SBATCH --time=02:00:00
#SBATCH --output=%x_%j.log
#SBATCH --open-mode=append
# Not B: here the step gets the signal itself, and every rank with it.
#SBATCH --signal=USR1@300
set -euo pipefail

deck=${1:?usage: sbatch cpu.sh DECK OUTPUT}
output=${2:?usage: sbatch cpu.sh DECK OUTPUT}
ebru=${EBRU:-ebru}

# srun does not take this over by itself since Slurm 22.05.
export SRUN_CPUS_PER_TASK=${SLURM_CPUS_PER_TASK:-1}
export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PROC_BIND=spread OMP_PLACES=threads

echo "job ${SLURM_JOB_ID:-none} on ${SLURM_JOB_NODELIST:-$(hostname)}, $(date -u +%FT%TZ)"
"$ebru" --version

# Submitted again after a stop, it goes on; a finished chain is left as it is.
how=()
if [ -e "$output/chain.h5" ] || [ -e "$output/chain.h5.partial" ]; then how=(--resume); fi
exec srun "$ebru" forward "$deck" -o "$output" "${how[@]}"
