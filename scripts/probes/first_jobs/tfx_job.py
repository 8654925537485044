"""Run a pipeline that reads examples from a file, computes their statistics and infers a schema."""

# /// script
# dependencies = ["tfx", "tensorflow"]
# ///
import os
from pathlib import Path

from tfx import v1 as tfx

os.makedirs("data")
Path("data/data.csv").write_text("x,y\n" + "".join(f"{n}.0,{n % 2}\n" for n in range(100)))
examples = tfx.components.CsvExampleGen(input_base="data")
statistics = tfx.components.StatisticsGen(examples=examples.outputs["examples"])
schema = tfx.components.SchemaGen(statistics=statistics.outputs["statistics"])
pipeline = tfx.dsl.Pipeline(
    pipeline_name="first",
    pipeline_root="root",
    metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config("metadata.db"),
    components=[examples, statistics, schema],
)
tfx.orchestration.LocalDagRunner().run(pipeline)
(schema,) = Path("root").rglob("schema.pbtxt")
assert 'name: "y"' in schema.read_text()
print("Three components ran one after the other, and the schema names both columns")
