"""Write a melody down, and turn it into what its melody network is trained on."""

# /// script
# dependencies = ["magenta", "tensorflow"]
# ///
import note_seq
from magenta.models.melody_rnn import melody_rnn_model
from note_seq.protobuf import music_pb2

notes = music_pb2.NoteSequence()
for step, pitch in enumerate([60, 60, 67, 67, 69, 69, 67, 67]):
    notes.notes.add(pitch=pitch, start_time=step * 0.5, end_time=(step + 1) * 0.5, velocity=80)
notes.total_time = 4.0
notes.tempos.add(qpm=60)
melody = (
    note_seq.extract_melodies(note_seq.quantize_note_sequence(notes, 4))[0]
    if hasattr(note_seq, "extract_melodies")
    else note_seq.Melody([60, -2, 67, -2, 69, -2, 67, -2])
)
encoder = melody_rnn_model.default_configs["attention_rnn"].encoder_decoder
inputs, labels = encoder.encode(melody)
print(f"A melody of {len(list(melody))} steps became {len(inputs)} inputs of {len(inputs[0])} numbers for its network")
