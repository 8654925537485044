"""Encode a made sound to a file and decode it."""

# /// script
# dependencies = ["torchcodec", "torch"]
# ///
import ctypes.util
import sys

import torch

if not ctypes.util.find_library("avformat"):
    sys.exit("not here: it installs; it needs the libraries of FFmpeg, which this machine lacks and no package brings")
from torchcodec.decoders import AudioDecoder
from torchcodec.encoders import AudioEncoder

sound = torch.sin(torch.arange(16000) * 440 * 2 * torch.pi / 16000)[None]
AudioEncoder(sound, sample_rate=16000).to_file("sound.wav")
decoded = AudioDecoder("sound.wav").get_all_samples()
assert torch.allclose(decoded.data, sound, atol=1e-3)
print(f"A second of sound was written to a file and read back, {decoded.data.shape[1]} samples")
