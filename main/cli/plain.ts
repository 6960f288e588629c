export { plainLine, plainText } from '../../contract/plain.ts'
