export {
  type Mail,
  type Mailer,
  MailFault,
  type MailServer,
  openMailer,
  parseMailServer,
} from './open-mailer.ts'
