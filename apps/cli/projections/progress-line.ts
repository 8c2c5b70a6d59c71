import { counted, duration, perSecond } from '../figures.js';

/** Where progress is shown: a terminal, or a file or pipe that gets whole lines. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** How far something has come in a log: events so far, the place, and where it ends. */
export interface Advanced {
  readonly events: number;
  readonly position: bigint;
  readonly last: bigint;
}

interface Moment {
  readonly at: number;
  readonly events: number;
  /** Part of the log, 0 to 1. */
  readonly part: number;
}

const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;
/** The rate is that of the last seconds: the first ones warm up. */
const WINDOW_MS = 5_000;
const BAR = 24;

/** How far work on a model has come: a bar that is drawn over and over on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  private readonly moments: Moment[] = [];
  private shown = -Infinity;
  private drawn = false;

  constructor(
    private readonly title: string,
    private readonly output: ProgressOutput = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.shown = output.isTTY === true ? -Infinity : now();
  }

  advanced({ events, position, last }: Advanced): void {
    const at = this.now();
    // Positions are opaque, but they grow with the log: good enough for a bar.
    this.moments.push({ at, events, part: last === 0n ? 1 : Number(position) / Number(last) });
    while ((this.moments[1]?.at ?? at) < at - WINDOW_MS) this.moments.shift();
    const every = this.output.isTTY === true ? REDRAW_MS : LINE_EVERY_MS;
    if (at - this.shown < every) return;
    this.shown = at;
    this.show();
  }

  /** Takes the bar away; a report can follow. */
  end(): void {
    if (this.drawn) this.output.write('\r\x1b[2K');
    this.drawn = false;
  }

  private show(): void {
    const [first, last] = [this.moments[0], this.moments.at(-1)];
    if (first === undefined || last === undefined) return;
    const ms = Math.max(last.at - first.at, 1);
    const gained = last.part - first.part;
    const left = gained > 0 ? duration(((1 - last.part) / gained) * ms) : '?';
    const rate = perSecond(last.events - first.events, ms);
    const percent = `${Math.floor(last.part * 100)} %`.padStart(5);
    const figures = `${counted(last.events)} events  ${rate}  ${left} left`;
    if (this.output.isTTY !== true) {
      this.output.write(`${this.title}: ${percent.trim()}  ${figures}\n`);
      return;
    }
    const full = Math.round(last.part * BAR);
    const line = `${this.title}  ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent}  ${figures}`;
    this.output.write(`\r\x1b[2K${line.slice(0, this.output.columns ?? 100)}`);
    this.drawn = true;
  }
}
