import type { SandboxPerson } from './people.js';

/** The page on which one chooses whom to be. No script, readable in both directions, usable by keyboard. */
export function signInPage(uid: string, people: Iterable<SandboxPerson>): string {
  const choices = [...people].map(
    (person) => `
      <li><button name="person" value="${escapeHtml(person.id)}">
        <bdi lang="ar" dir="rtl">${escapeHtml(person.name.ar)}</bdi> · <bdi>${escapeHtml(person.name.en)}</bdi>
        <small>${escapeHtml(person.roles.join(', '))}</small>
      </button></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>هوية · Sign in to the sandbox</title>
  <style>
    body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff; }
    ul { list-style: none; padding: 0; }
    button { font: inherit; width: 100%; padding: .7rem 1rem; margin: .2rem 0; text-align: start; border: 1px solid #0b5d3b; border-radius: .4rem; background: #fff; color: inherit; cursor: pointer; }
    button:hover, button:focus-visible { background: #e6f3ed; outline: 3px solid #0b5d3b; }
    small { display: block; color: #555; }
  </style>
</head>
<body>
  <main>
    <h1><span lang="ar" dir="rtl">اختر شخصًا تجريبيًا</span><br>Choose a test person</h1>
    <p>These people are invented. <span lang="ar" dir="rtl">هؤلاء الأشخاص من نسج الخيال.</span></p>
    <form method="post" action="/sign-in/${escapeHtml(uid)}"><ul>${choices.join('')}
    </ul></form>
  </main>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
