export { createFormGuard, type FormGuard } from './create-form-guard.ts'
export { hostCookie } from './host-cookie.ts'
