"""What DLBench's programs for PyTorch 0.4.1 compute: images decoded one by one, and tested one by one.

The functional dropout of 0.4.1 did nothing unless told that it trains, which these programs do not tell it.
"""

import warnings

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from .dlbench import IMAGES_OF_A_BATCH, WORDS, Sentences, images

RATE, MOMENTUM, DECAY = 0.01, 0.9, 1e-6
warnings.filterwarnings("ignore", message="Implicit dimension choice")


def use_threads(count):
    torch.set_num_threads(count)


class Pictures(Dataset):
    def __init__(self, model):
        self.pictures, self.classes = images(model)
        channels = self.pictures.shape[-1]
        scale = transforms.Normalize((0.5,) * channels, (0.25,) * channels)
        self.transform = transforms.Compose([transforms.ToTensor(), scale])

    def __len__(self):
        return len(self.classes)

    def __getitem__(self, place):
        array = self.pictures[place]
        picture = Image.fromarray(array[:, :, 0] if array.shape[-1] == 1 else array)
        return self.transform(picture), int(self.classes[place])


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.hidden, self.last = nn.Linear(9216, 128), nn.Linear(128, 10)

    def forward(self, x):
        x = functional.relu(self.second(functional.relu(self.first(x))))
        x = functional.max_pool2d(x, 2)
        x = functional.relu(self.hidden(x.view(x.size(0), -1)))
        return functional.log_softmax(self.last(x), dim=1)


class Objects(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(3, 32, 3, padding=1),
                nn.Conv2d(32, 32, 3),
                nn.Conv2d(32, 64, 3, padding=1),
                nn.Conv2d(64, 64, 3),
            ]
        )
        self.hidden, self.last = nn.Linear(2304, 512), nn.Linear(512, 10)

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = functional.relu(layer(x))
            x = functional.max_pool2d(x, 2) if number % 2 else x
        x = functional.relu(self.hidden(x.view(x.size(0), -1)))
        return functional.log_softmax(self.last(x), dim=1)


def endless(data, **settings):
    while True:
        yield from DataLoader(data, shuffle=True, **settings)


class Program:
    """Of a ``network``, its ``optimizer`` and a ``batch``; ``counted`` gives the loss, and counts what is right."""

    def load_test(self):
        return self.load()

    def step(self):
        self.network.train()
        self.optimizer.zero_grad()
        loss = self.counted(self.batch)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def test(self):
        self.network.eval()
        with torch.no_grad():
            return self.counted(self.load_test()).item()

    def parts(self):
        return [("load", self.load), ("step", self.step), ("update", self.optimizer.step), ("test", self.test)]


class Images(Program):
    """A network on images; the loader of its test data was given no size of a batch, which means 1."""

    def __init__(self, model):
        data = Pictures(model)
        self.batches, self.tests = endless(data, batch_size=IMAGES_OF_A_BATCH), endless(data)
        self.network = {"mnist-cnn": Digits, "cifar-10-cnn": Objects}[model]()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=RATE, momentum=MOMENTUM, weight_decay=DECAY)
        self.batch = self.load()

    def load(self):
        return next(self.batches)

    def counted(self, batch):
        outputs = self.network(batch[0])
        loss = functional.cross_entropy(outputs, batch[1])
        outputs.max(1)[1].eq(batch[1]).sum().item()
        return loss

    def load_test(self):
        return next(self.tests)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, 200)
        self.layers = nn.LSTM(200, 200, num_layers=2, batch_first=True)
        self.dropout, self.last = nn.Dropout(0.5), nn.Linear(200, WORDS)

    def forward(self, x):
        outputs = self.dropout(self.layers(self.embedding(x))[0])
        return self.last(outputs.reshape(-1, 200))


class Language(Program):
    """Two layers of 200 LSTM units that guess the next word."""

    def __init__(self, model):
        self.data, self.network = Sentences(), Model()
        self.optimizer = torch.optim.Adadelta(self.network.parameters())
        self.batch = self.load()

    def load(self):
        x, y = self.data.batch()
        return torch.from_numpy(x.astype(np.int64)), torch.from_numpy(y.astype(np.int64)).view(-1)

    def counted(self, batch):
        outputs = self.network(batch[0])
        (outputs.detach().max(1)[1] == batch[1]).sum().item()
        return functional.cross_entropy(outputs, batch[1])


PROGRAMS = {"mnist-cnn": Images, "cifar-10-cnn": Images, "ptb-lstm": Language}
