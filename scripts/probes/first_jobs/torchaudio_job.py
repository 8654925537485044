"""Turn a made sound into a mel spectrogram, and resample it."""

# /// script
# dependencies = ["torchaudio", "torch"]
# ///
import torch
import torchaudio

sound = torch.sin(torch.arange(16000) * 440 * 2 * torch.pi / 16000)[None]
spectrogram = torchaudio.transforms.MelSpectrogram(sample_rate=16000, n_mels=64)(sound)
half = torchaudio.transforms.Resample(16000, 8000)(sound)
assert half.shape == (1, 8000)
print(f"A second of sound became a spectrogram of {spectrogram.shape[1]} × {spectrogram.shape[2]}")
