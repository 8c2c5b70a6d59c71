/** Told what the log does, for metrics; must not throw. */
export interface EventLogObserver {
  /** Another writer was first; the command is decided again. */
  conflict?(category: string): void;
  /** The store did not say whether it stored an append; the same bytes are sent again. */
  retry?(category: string): void;
  /** Whether a command found its stream's state in memory. */
  lookedUp?(category: string, where: 'memory' | 'store'): void;
  /** A command was recognised as carried out before. */
  repeated?(category: string): void;
}
