export {
  importPrivateKey,
  importPublicKey,
  type KeyRefusal,
  type PemPair,
} from './actor-keys.ts'
export { checkBody, digestBody, type IntactRequest } from './body-digest.ts'
export { addLdSignature } from './ld-signature.ts'
export { decodeMultikey, encodeMultikey } from './multikey.ts'
export { addObjectProof, readObjectProof } from './object-proof.ts'
export { readSignature } from './read-signature.ts'
export { type RequestToSign, type SigningKey, signRequest } from './sign-request.ts'
export type {
  Expectation,
  ReceivedRequest,
  SignatureRefusal,
  SignatureScheme,
  SignedRequest,
} from './signed-request.ts'
export { verifySignature } from './verify-signature.ts'
