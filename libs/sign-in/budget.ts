/** So many at once, then one a second: what is left is never more than the first. */
export class Budget {
  private left: number;
  private counted = -Infinity;

  constructor(private readonly most: number) {
    this.left = most;
  }

  /** Takes one if there is one left. @param now milliseconds since 1970; a clock set back gives nothing */
  take(now: number): boolean {
    const seconds = Math.max(Math.floor((now - this.counted) / 1_000), 0);
    if (seconds > 0) {
      this.left = Math.min(this.most, this.left + seconds);
      this.counted = now;
    }
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
