export { findRelMeLinks } from './find-rel-me-links.ts'
export { escapeHtml, type Html, html, raw, render } from './html.ts'
export { htmlToText } from './html-to-text.ts'
export { sanitizeRemoteHtml } from './sanitize-remote-html.ts'
