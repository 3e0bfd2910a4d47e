export { type Assets, readAssets, registerFiles } from './files/index.ts'
export { defineLayout, type Page, type SendPage } from './layout.ts'
export { definePages, type Pages } from './pages/index.ts'
