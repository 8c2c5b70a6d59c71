import { escapeHtml } from '#runtime/html.js';
import { both, page } from './page.js';
import type { SandboxPerson } from './people.js';
import { personCard } from './person-card.js';

/** The page on which one chooses whom to be. */
export function signInPage(uid: string, people: Iterable<SandboxPerson>): string {
  const choices = Array.from(
    people,
    (person) =>
      `<li><button name="person" value="${escapeHtml(person.id)}">${personCard(person)}</button></li>`,
  );
  return page(
    { en: 'Choose a test person', ar: 'اختر شخصًا تجريبيًا' },
    `<p>${both('These people are invented.', 'هؤلاء الأشخاص من نسج الخيال.')}</p>
    <form method="post" action="/sign-in/${escapeHtml(uid)}"><ul>${choices.join('\n')}</ul></form>`,
  );
}
