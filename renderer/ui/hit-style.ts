/** How found words look. Set here because the style sheet's optimizer takes this selector for a mistake and warns in every build. */
export function installHitStyle(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('::highlight(hit) { background-color: var(--hit); color: var(--ink); }')
  document.adoptedStyleSheets.push(sheet)
}
