// The notes of a melody by their pitch, each in the column that wrote it, with a line where a bar begins.

const BAR_EIGHTHS = 8;
const ROLL_EDGE = 5; // Pixels above the highest note and below the lowest one.

function paintRoll(context, { data, layout, theme, number }) {
  const place = layout.blocks.at(-1);
  const { roll } = layout.stacks.at(-1);
  const pitches = data.notes.map(([midi]) => midi).filter((midi) => midi !== null);
  if (!roll || !pitches.length) return;
  const [low, high] = [Math.min(...pitches), Math.max(...pitches)];
  const row = Math.min(9, (roll.height - 2 * ROLL_EDGE) / (high - low + 1));
  context.strokeStyle = theme.line;
  context.lineWidth = 0.5;
  context.strokeRect(place.left, roll.y, place.end - place.left, roll.height);
  let eighths = 0;
  data.notes.forEach(([midi, length], index) => {
    const column = place.block.first + index;
    const left = leftOf(layout, column);
    if (eighths % BAR_EIGHTHS === 0) paintBarLine(context, theme, left, roll);
    eighths += length;
    if (midi === null) return;
    const y = roll.y + roll.height - ROLL_EDGE - (midi - low + 1) * row;
    context.fillStyle = column === number ? theme.primary : theme.text;
    context.fillRect(left + 2, y, place.step * Math.min(1, 0.3 + length * 0.17) - 2, Math.max(3, row - 1));
  });
  context.font = `600 ${layout.size.small}px ${theme.font}`;
  context.textBaseline = "alphabetic";
  context.fillStyle = theme.muted;
  context.fillText("Pitch, with a line where a bar begins; longer notes are longer", place.left + 2, roll.y - 6);
}

function paintBarLine(context, theme, x, roll) {
  context.beginPath();
  context.moveTo(x, roll.y);
  context.lineTo(x, roll.y + roll.height);
  context.lineWidth = 1.25;
  context.stroke();
  context.lineWidth = 0.5;
}
