export type Encoding = 'br' | 'gzip' | 'identity'

/** The smallest form that an Accept-Encoding header admits (RFC 9110 section 12.5.3). */
export function chooseEncoding(header: string | undefined): Encoding {
  const weights = new Map<string, number>()
  for (const item of (header ?? '').toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    weights.set(coding, weight === undefined ? 1 : Number(weight) || 0)
  }
  const admits = (coding: string) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0
  if (admits('br')) return 'br'
  return admits('gzip') ? 'gzip' : 'identity'
}
