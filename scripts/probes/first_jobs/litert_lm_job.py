"""Export a tiny language model with random weights, and let the runtime write with it."""

# /// script
# dependencies = ["litert-lm-api", "litert-torch", "tensorflow", "transformers"]
# ///
# export_hf of LiteRT Torch 0.10.0 imports TensorFlow, which that package does not require
import string

import litert_lm
from litert_torch.generative.export_hf import export
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, set_seed

PROMPT = "onceuponatime"
words = {token: place for place, token in enumerate(["<pad>", "</s>", *string.ascii_lowercase])}
letters = Tokenizer(models.BPE(vocab=words, merges=[]))
letters.pre_tokenizer, letters.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
tokenizer = PreTrainedTokenizerFast(tokenizer_object=letters, pad_token="<pad>", eos_token="</s>")
set_seed(0)
config = Qwen2Config(
    vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
    num_key_value_heads=1, max_position_embeddings=64, initializer_range=0.5, bos_token_id=None, eos_token_id=1,
    pad_token_id=0,
)  # fmt: skip
model = Qwen2ForCausalLM(config).eval()
model.lm_head.weight.data[:2] = 0  # it never ends of itself
for one in (model, tokenizer):
    one.save_pretrained("first")
export.export("first", "exported", prefill_lengths=[16], cache_length=64, quantization_recipe="none")
asked = tokenizer(PROMPT, return_tensors="pt", return_token_type_ids=False)
written = model.generate(**asked, max_new_tokens=16, do_sample=False)[0, len(PROMPT) :]
with litert_lm.Engine("exported/model.litertlm", backend=litert_lm.Backend.CPU()) as engine:
    assert engine.tokenize(PROMPT) == asked["input_ids"][0].tolist()
    with engine.create_session(apply_prompt_template=False, max_output_tokens=8) as session:
        session.run_prefill([PROMPT])
        answer = session.run_decode().texts[0]
assert len(answer) >= 4 and tokenizer.decode(written).startswith(answer)
print(f"From {PROMPT} the runtime writes {answer}, as PyTorch does")
