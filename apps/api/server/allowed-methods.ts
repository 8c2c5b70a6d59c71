interface Route {
  readonly pattern: RegExp;
  readonly method: string;
}

/** Knows which methods a path has routes for, so that a wrong method is told from a wrong path. */
export class AllowedMethods {
  private readonly routes: Route[] = [];

  add(method: string | readonly string[], url: string): void {
    const pattern = new RegExp(
      `^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+')}$`,
    );
    for (const one of typeof method === 'string' ? [method] : method)
      this.routes.push({ pattern, method: one });
  }

  /** Sorted; empty for a path without routes. */
  of(path: string): readonly string[] {
    return [
      ...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
    ].sort();
  }
}
