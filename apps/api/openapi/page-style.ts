/** Style of the API's page: readable at any width, in the dark, and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1b1b, #e8e8e8); --soft: light-dark(#545b60, #a9b0b5); --paper: light-dark(#fff, #16181a); --green: light-dark(#0b5d3b, #6fd0a2); --line: light-dark(#d5d9dc, #3a3f44); }
body { font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 0 auto; padding: 1rem; }
small { color: var(--soft); font-weight: normal; }
h2 { border-bottom: 2px solid var(--green); margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
a { color: var(--green); }
nav a { display: inline-block; padding: .25rem 0; margin-inline-end: .8rem; }
code, pre { font: .9em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; padding: .7rem; border: 1px solid var(--line); border-radius: .3rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: 0 .8rem; }
summary { cursor: pointer; padding: .4rem 0; }
summary small { white-space: nowrap; }
:target { scroll-margin-top: 4rem; }
summary:focus-visible, a:focus-visible { outline: 3px solid var(--green); outline-offset: 2px; }
.method { display: inline-block; min-width: 4.2rem; color: var(--green); }
table { border-collapse: collapse; width: 100%; margin-bottom: .8rem; }
th, td { border-top: 1px solid var(--line); padding: .3rem .8rem .3rem 0; vertical-align: top; text-align: start; font-weight: normal; }
th { white-space: nowrap; }
td:last-child { padding-inline-end: 0; }
td p { margin: 0; }
@media (max-width: 40rem) {
  th, td { display: block; padding: 0 0 .2rem; }
  td { border-top: 0; }
  th { padding-top: .4rem; font-weight: bold; }
}
@media print { details::details-content { content-visibility: visible; block-size: auto; } }
`;
