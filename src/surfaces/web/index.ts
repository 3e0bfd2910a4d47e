export { defineLayout, type Page, type SendPage } from './layout.ts'
