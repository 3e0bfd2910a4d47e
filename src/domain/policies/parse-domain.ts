/**
 * A domain as typed or listed, in the form in which accounts carry it: lower case, punycode, with its port if it has one.
 * @returns undefined for what is no domain
 */
export function parseDomain(text: string): string | undefined {
  const given = text
    .trim()
    .replace(/^(?:https?:\/\/|@|\*\.)/i, '')
    .replace(/\/.*$/s, '')
    .replace(/\.$/, '')
  const url = given.length <= 300 ? URL.parse(`https://${given}`) : null
  if (!url || url.username !== '' || url.search !== '' || !/^[\w.:[\]-]+$/.test(url.host)) return undefined
  return url.host.toLowerCase()
}
