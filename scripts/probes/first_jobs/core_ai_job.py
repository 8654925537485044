"""Convert a network of PyTorch with random weights to the Core AI format, and run what was saved."""

# /// script
# dependencies = ["coreai-torch", "torch"]
# ///
import asyncio
from pathlib import Path

import numpy as np
import torch
from coreai.authoring import AIModelAsset
from coreai.runtime import NDArray
from coreai_torch import TorchConverter, get_decomp_table

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2)).eval()
sample = torch.randn(1, 4)
exported = torch.export.export(model, (sample,)).run_decompositions(get_decomp_table())
converter = TorchConverter().add_exported_program(exported, input_names=["x"], output_names=["y"])
converter.to_coreai().save_asset(Path("model.aimodel"))
asset = AIModelAsset.load(Path("model.aimodel"))
summary = asset.summary()
assert summary.function_names == ["main"]
assert [name for name, _ in summary.function_inputs("main")] == ["x"]


async def answer():
    """From the runtime that the package brings; on macOS 27 it takes the system's."""
    async with asset.executable() as loaded:
        outputs = await loaded.load_function("main")({"x": NDArray(sample.numpy())})
        return outputs["y"].numpy()


assert np.allclose(asyncio.run(answer()), model(sample).detach(), atol=1e-5)
print("The saved model gives the same numbers in the runtime of the package; only Apple's devices have Core AI itself")
