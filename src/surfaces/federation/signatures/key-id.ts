/** Whether a text can be a key's id: an absolute http(s) URL without credentials, printable ASCII, bounded. */
export function isKeyId(text: string): boolean {
  if (text.length > MAX_LENGTH || !/^https?:\/\/[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)) return false
  const url = URL.parse(text)
  return url !== null && url.username === '' && url.password === ''
}

const MAX_LENGTH = 2048
