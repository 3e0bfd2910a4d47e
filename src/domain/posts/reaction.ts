/** A like with an emoji: one of Unicode, or a custom one by name. */
export interface PostReaction {
  /** `🔥`, `:blob:` of this server, or `:blob@far.example:`. */
  readonly name: string
  readonly count: number
}

/** A custom emoji that a reaction names; undefined for one of Unicode. */
export function customEmojiOf(reaction: string): { shortcode: string; domain: string | null } | undefined {
  const [, shortcode, domain] =
    /^:([A-Za-z0-9_+-]{1,100})(?:@([^\s@:]{1,250}(?::\d{1,5})?))?:$/.exec(reaction) ?? []
  return shortcode === undefined ? undefined : { shortcode, domain: domain ?? null }
}

/** @param domain null: of this server */
export function customReaction(shortcode: string, domain: string | null): string {
  return domain === null ? `:${shortcode}:` : `:${shortcode}@${domain}:`
}
