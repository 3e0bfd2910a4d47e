export { definePages, type Pages } from './define-pages.ts'
export type { PagesNeeds } from './needs.ts'
export { findYearCard } from './review-page.ts'
