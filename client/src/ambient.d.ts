/* oxlint-disable import/no-default-export -- esbuild gives the address of a copied file as the default export */
/** A file copied into the build as it is; the import is its public address (see client/build.ts). */
declare module 'asset-url:*' {
  const address: string
  export default address
}

/** The emoji of Unicode, made by the build (see client/read-emojis.ts). */
declare module 'emoji-data:*' {
  const groups: readonly import('./parts/composer/find-emojis.ts').EmojiGroup[]
  export default groups
}

/** Styles are imported for the bundler alone. */
declare module '*.css' {}
