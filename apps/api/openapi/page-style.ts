/** Style of the API's page: readable at any width, in the dark, and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1b1b, #e8e8e8); --paper: light-dark(#fff, #16181a); --green: light-dark(#0b5d3b, #6fd0a2); --line: light-dark(#d5d9dc, #3a3f44); }
body { font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1 small, summary small { color: inherit; opacity: .7; font-weight: normal; }
h2 { border-bottom: 2px solid var(--green); margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
a { color: var(--green); }
nav a { margin-inline-end: .8rem; }
code, pre { font: .9em/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .7rem; border: 1px solid var(--line); border-radius: .3rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
summary:focus-visible, a:focus-visible { outline: 3px solid var(--green); outline-offset: 2px; }
b.get, b.post, b.put, b.delete { display: inline-block; min-width: 4.2rem; color: var(--green); }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .3rem .6rem .3rem 0; vertical-align: top; }
td p { margin: 0; }
`;
