from bench.workloads.bert_mini.pytorch import Bert


def build():
    return Bert(depth=2, width=768, heads=12)
