// Sound: a melody played on one oscillator. Nothing sounds unless a button was pressed.

const LOUDNESS = 0.16;

class Melody {
  constructor() {
    this.timers = [];
  }

  get isPlaying() {
    return this.timers.length > 0;
  }

  /**
   * @param notes [midi or null, eighths] for each step
   * @param eighth milliseconds of an eighth
   * @param onStep called with the step that sounds, and with null at the end
   */
  play(notes, eighth, onStep) {
    this.stop();
    this.context ??= new AudioContext();
    this.context.resume();
    let at = 0;
    notes.forEach(([midi, eighths], step) => {
      this.timers.push(setTimeout(() => onStep(step), at));
      if (midi !== null && eighths > 0) this.sound(midi, this.context.currentTime + at / 1000, (eighths * eighth) / 1000);
      at += eighths * eighth;
    });
    this.timers.push(setTimeout(() => { this.timers = []; onStep(null); }, at));
  }

  /** One note with a soft beginning and end: 440 Hz is number 69, twelve to the octave. */
  sound(midi, from, seconds) {
    this.out ??= [];
    const [tone, gain] = [this.context.createOscillator(), this.context.createGain()];
    tone.type = "triangle";
    tone.frequency.value = 440 * 2 ** ((midi - 69) / 12);
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
    gain.gain.setTargetAtTime(0, from + seconds * 0.6, seconds * 0.15);
    tone.connect(gain).connect(this.context.destination);
    tone.start(from);
    tone.stop(from + seconds);
    this.out.push(tone);
    tone.onended = () => (this.out = this.out.filter((each) => each !== tone));
  }

  destroy() {
    this.stop();
    this.context?.close(); // A browser has only a few of them.
  }

  stop() {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
    for (const tone of this.out ?? []) tone.stop();
    this.out = [];
  }
}
