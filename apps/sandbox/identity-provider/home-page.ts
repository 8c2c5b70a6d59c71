import { escapeHtml } from '#runtime/html.js';
import { both, page } from './page.js';
import type { SandboxClient, SandboxPerson } from './people.js';
import { personCard } from './person-card.js';

export interface Inhabitants {
  readonly people: ReadonlyMap<string, SandboxPerson>;
  readonly clients: readonly SandboxClient[];
}

/** What the sandbox shows at its address: who can sign in, and how. */
export function homePage(issuer: string, { people, clients }: Inhabitants): string {
  const [someone = ''] = people.keys();
  const cards = Array.from(
    people.values(),
    (person) =>
      `<li class="person">${personCard(person)}<small>${escapeHtml(`hawiya token ${person.id}`)}</small></li>`,
  );
  const services = clients.map(({ id }) => `<code>${escapeHtml(id)}</code>`).join(', ');
  return page(
    { en: 'Sandbox sign-in', ar: 'تسجيل الدخول التجريبي' },
    `<p>${both('Everybody here is invented; anybody may be anybody.', 'جميع الأشخاص هنا من نسج الخيال.')}</p>
    <p>An <a href="/.well-known/openid-configuration">OpenID provider</a> for demos and tests. Sign-in begins at the application that asks for it. For a token on the command line:</p>
    <pre>node bin/hawiya.js token ${escapeHtml(someone)} --issuer ${escapeHtml(issuer)}</pre>
    <p>With <code>--service</code> for the internal services: ${services}.</p>
    <ul>${cards.join('\n')}</ul>`,
  );
}
