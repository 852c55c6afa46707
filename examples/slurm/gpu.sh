#!/usr/bin/env bash
# A network trained by the GPUs of a node: one rank a GPU, the device of each chosen by its rank on the node.
#   sbatch --export=ALL,EBRU=$(command -v ebru) examples/slurm/gpu.sh examples/07_generate_fashion_mnist/heat.toml /scratch/me/heat
#SBATCH --job-name=ebru_gpu
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=4
#SBATCH --gpus-per-task=1
#SBATCH --cpus-per-task=16
#SBATCH --time=12:00:00
#SBATCH --output=%x_%j.log
#SBATCH --open-mode=append
#SBATCH --signal=USR1@300
set -euo pipefail

deck=${1:?usage: sbatch gpu.sh DECK OUTPUT}
output=${2:?usage: sbatch gpu.sh DECK OUTPUT}
ebru=${EBRU:-ebru}
device=${EBRU_DEVICE:-cuda}

export SRUN_CPUS_PER_TASK=${SLURM_CPUS_PER_TASK:-1}
export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PLACES=threads

echo "job ${SLURM_JOB_ID:-none} on ${SLURM_JOB_NODELIST:-$(hostname)}, $(date -u +%FT%TZ)"
"$ebru" --version

how=()
if [ -e "$output/checkpoint.pt" ]; then how=(--resume); fi
exec srun "$ebru" train "$deck" -o "$output" --device "$device" "${how[@]}"
