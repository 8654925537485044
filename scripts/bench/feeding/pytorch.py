import os

import torch
from torch.utils.data import DataLoader, Dataset

from bench.feeding import DEVIATION, MARGIN, MEAN


class Images(Dataset):
    def __init__(self, images, labels):
        self.images = torch.from_numpy(images).permute(0, 3, 1, 2)
        self.labels = torch.from_numpy(labels).long()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        _, height, width = self.images[index].shape
        top, left = torch.randint(0, MARGIN + 1, (2,)).tolist()
        image = self.images[index, :, top : top + height - MARGIN, left : left + width - MARGIN]
        if torch.rand(()) < 0.5:
            image = image.flip(-1)
        return (image.float() - MEAN) / DEVIATION, self.labels[index]


def batches(images, labels, batch_size):
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    loader = DataLoader(
        Images(images, labels), batch_size, shuffle=True, drop_last=True, num_workers=workers, persistent_workers=True
    )
    while True:
        yield from loader
