"""Train a tiny GPT-2 with random weights for some steps, and let it write."""

# /// script
# dependencies = ["transformers", "torch"]
# ///
import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
model = GPT2LMHeadModel(
    GPT2Config(vocab_size=20, n_positions=32, n_embd=32, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=19)
)
tokens = torch.arange(1, 11).repeat(4, 1)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
for _ in range(60):
    loss = model(input_ids=tokens, labels=tokens).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
model.eval()
written = model.generate(
    tokens[:1, :3], attention_mask=torch.ones(1, 3, dtype=torch.long), max_new_tokens=5, do_sample=False, pad_token_id=0
)
assert written[0].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
print(f"Trained to count, it goes on with {written[0, 3:].tolist()} after 1, 2, 3")
