export { accountPages } from './account-pages.ts'
export { authPages } from './auth-pages.ts'
export { createSessionCookies, type SessionCookies } from './session-cookies.ts'
