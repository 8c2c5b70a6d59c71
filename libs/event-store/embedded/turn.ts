/** One turn of the event loop: whatever else is ready comes first. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
