"""Split a sentence into tokens, build a vocabulary and turn the tokens into numbers."""

# /// script
# dependencies = ["torchtext", "torch"]
# ///
from torchtext.data.utils import get_tokenizer
from torchtext.vocab import build_vocab_from_iterator

sentences = ["A tensor is an array.", "A graph is a program."]
tokenizer = get_tokenizer("basic_english")
vocabulary = build_vocab_from_iterator(map(tokenizer, sentences), specials=["<unk>"])
vocabulary.set_default_index(vocabulary["<unk>"])
numbers = vocabulary(tokenizer("A tensor is a program!"))
assert vocabulary.lookup_tokens(numbers)[:3] == ["a", "tensor", "is"]
print(f"{len(vocabulary)} entries in the vocabulary; a sentence became {numbers}")
