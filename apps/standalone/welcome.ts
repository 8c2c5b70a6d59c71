/** What whoever tries the service on their own machine needs to know next; where people sign in elsewhere, nothing. */
export function welcome({ url, issuer }: { readonly url: string; readonly issuer: string }): string {
  return `
  API      ${url}/docs
  sign-in  ${issuer}  (who can: listed there; anybody else by a number, e.g. iqama:2456789011)
  token    node bin/hawiya.js token amina --issuer ${issuer}
  cases    node bin/hawiya.js run samples/*.yaml --url ${url} --issuer ${issuer}
  Ctrl+C ends it.

`;
}
