import { escapeHtml } from '#runtime/html.js';

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1b1b, #e8e8e8); --soft: light-dark(#545b60, #a9b0b5); --paper: light-dark(#fff, #16181a); --green: light-dark(#0b5d3b, #6fd0a2); --wash: light-dark(#e6f3ed, #10291f); }
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 0 auto; padding: 1rem; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; line-height: 1.3; }
.both { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; }
[dir=rtl] { margin-left: auto; }
ul { list-style: none; padding: 0; }
li { margin: .5rem 0; }
button, .person { font: inherit; box-sizing: border-box; width: 100%; padding: .6rem .9rem; border: 1px solid var(--green); border-radius: .4rem; background: var(--paper); color: inherit; }
button { cursor: pointer; }
button:hover, button:focus-visible { background: var(--wash); outline: 3px solid var(--green); }
a { color: var(--green); }
a:focus-visible { outline: 3px solid var(--green); outline-offset: 2px; }
small { color: var(--soft); }
pre { overflow-wrap: anywhere; white-space: pre-wrap; padding: .6rem .9rem; border: 1px solid var(--soft); border-radius: .4rem; }
`;

/** A text in both languages, side by side where there is room: English from the left, Arabic from the right. */
export const both = (en: string, ar: string): string =>
  `<span class="both"><span lang="en">${escapeHtml(en)}</span><span lang="ar" dir="rtl">${escapeHtml(ar)}</span></span>`;

/** A page of the sandbox. No script, nothing loaded. `body` is HTML, the titles are text. */
export function page(title: { readonly en: string; readonly ar: string }, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title.en)} · ${escapeHtml(title.ar)}</title>
  <style>${STYLE}</style>
</head>
<body>
  <main>
    <h1>${both(title.en, title.ar)}</h1>
    ${body}
  </main>
</body>
</html>`;
}
