/** Figures as people read them. */
export const counted = (n: number): string => n.toLocaleString('en-US');

export const perSecond = (events: number, ms: number): string =>
  `${counted(Math.round(events / Math.max(ms / 1_000, 0.001)))}/s`;

/** `8 s`, `2 min 05 s`, `3 h 20 min`; from half a second on it is rounded up: nothing is promised too early. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000 - 0.5);
  if (seconds < 60) return `${Math.max(seconds, 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

const two = (n: number) => String(n).padStart(2, '0');

/** Rows under heads, each column as wide as its widest cell. */
export function columns(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => (row[column] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [line(heads), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
