"""Train a tiny language model with random weights for two steps on made data."""

# /// script
# dependencies = ["maxtext[tpu]", "jax"]
# ///
import subprocess
import sys

settings = {
    "run_name": "first", "base_output_directory": "out", "dataset_type": "synthetic", "steps": 2, "hardware": "cpu",
    "enable_checkpointing": False, "base_emb_dim": 64, "base_num_query_heads": 2, "base_num_kv_heads": 2,
    "base_mlp_dim": 128, "head_dim": 32, "base_num_decoder_layers": 1, "max_target_length": 32, "vocab_size": 256,
    "per_device_batch_size": 1, "attention": "dot_product", "skip_jax_distributed_system": True,
    "enable_goodput_recording": False,
}  # fmt: skip
command = [sys.executable, "-m", "maxtext.trainers.pre_train.train"]
command += [f"{name}={value}" for name, value in settings.items()]
ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
print(ran.stdout[-1500:])
if "completed step: 1" not in ran.stdout:
    raise RuntimeError(ran.stdout.strip().splitlines()[-1])
print("A language model took two steps on made data")
