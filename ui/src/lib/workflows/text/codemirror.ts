// The editor of a workflow file (CodeMirror 6), made when somebody opens the text. It lives in a shadow root, where its style sheets are
// adopted: the page's policy lets no other in. What can be undone is the room's affair.
import { acceptCompletion, autocompletion, completionKeymap, type CompletionContext } from '@codemirror/autocomplete';
import { standardKeymap, toggleComment } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { toml } from '@codemirror/legacy-modes/mode/toml';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Annotation, EditorState, Transaction } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Checked } from '$lib/api/types';
import { offset } from '../words';
import { offers, type Names } from './complete';

type FileError = Checked['errors'][number];

interface Given {
  root: ShadowRoot;
  text: string;
  names: () => Names;
  ontype: (text: string) => void;
}

/** A change that comes from elsewhere: nobody typed it. */
const outside = Annotation.define<boolean>();

const look = EditorView.theme({
  '&': { flex: '1', minWidth: '0', height: '100%', backgroundColor: 'var(--bg)', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'var(--t-mono)', lineHeight: '18px', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 16px' },
  '.cm-gutters': { border: '0', borderRight: 'var(--hair)', backgroundColor: 'var(--sunken)', color: 'var(--text-3)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '32px', padding: '0 6px 0 8px', fontSize: '11px' },
  '.cm-gutter-lint': { width: '14px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '3px 1px' },
  '&.cm-focused .cm-selectionBackground, ::selection': { backgroundColor: 'var(--selection, Highlight)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    overflow: 'hidden',
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: 'var(--t-mono)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--ink)', color: 'var(--on-ink)' },
  '.cm-completionDetail': { marginLeft: '12px', fontStyle: 'normal', font: 'var(--t-small)', color: 'var(--text-3)' },
  '[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid var(--refusal-line)', font: 'var(--t-small)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--refusal-line)',
    textUnderlineOffset: '3px',
  },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--text-3)' },
  { tag: tags.string, color: 'var(--person)' },
  { tag: [tags.atom, tags.number, tags.bool], color: 'var(--bot)' },
  { tag: [tags.propertyName, tags.variableName], color: 'var(--text)' },
  { tag: [tags.bracket, tags.heading, tags.keyword], color: 'var(--gate)', fontWeight: '600' },
]);

/** Puts an editor into `root`. */
export function editor({ root, text, names, ontype }: Given): EditorView {
  const complete = (context: CompletionContext) => {
    const { state, pos, explicit } = context;
    const found = offers(state.doc.toString(), pos, names());
    if (!found || (!explicit && context.matchBefore(/["\w:[{-]$/) === null)) return null;
    const typed = state.sliceDoc(found.from, pos).replace(/^"/, '').toLowerCase();
    const fitting = found.offers.filter(({ label }) => label.toLowerCase().includes(typed));
    return {
      from: found.from,
      options: fitting.map(({ label, detail, apply }) => ({
        label,
        detail,
        apply: (view: EditorView, _: unknown, from: number, to: number) => write(view, apply, from, to),
      })),
      // A name stands in quotes, its label does not.
      filter: false,
    };
  };
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      lintGutter(),
      StreamLanguage.define(toml),
      syntaxHighlighting(colours),
      autocompletion({ override: [complete], icons: false }),
      placeholder('format = 1'),
      look,
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of({ 'aria-label': 'The workflow file, TOML', spellcheck: 'false', tabindex: '0' }),
      keymap.of([
        ...completionKeymap,
        { key: 'Tab', run: acceptCompletion },
        // Escape leaves the box, so that Tab is never a trap.
        { key: 'Escape', run: leave },
        { key: 'Mod-/', run: toggleComment },
        ...standardKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        const typed = update.transactions.some((one) => one.docChanged && !one.annotation(outside));
        if (typed) ontype(update.state.doc.toString());
      }),
    ],
  });
  return new EditorView({ state, root, parent: root });
}

function leave(view: EditorView): boolean {
  view.contentDOM.blur();
  return true;
}

/** Writes a name in its quotes; a quote that stands behind it already is not written twice. */
function write(view: EditorView, words: string, from: number, to: number): void {
  const closes = words.endsWith('"') && view.state.sliceDoc(to, to + 1) === '"';
  view.dispatch({
    changes: { from, to: closes ? to + 1 : to, insert: words },
    selection: { anchor: from + words.length },
    userEvent: 'input.complete',
  });
}

/** Another text from elsewhere; what is the same at both ends stays, and with it where one was. */
export function show(view: EditorView, text: string): void {
  const before = view.state.doc.toString();
  if (before === text) return;
  const most = Math.min(before.length, text.length);
  let start = 0;
  while (start < most && before[start] === text[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end++;
  view.dispatch({
    changes: { from: start, to: before.length - end, insert: text.slice(start, text.length - end) },
    annotations: [outside.of(true), Transaction.addToHistory.of(false)],
  });
}

/** Marks what is wrong where it stands. */
export function mark(view: EditorView, errors: readonly FileError[], mend: (error: FileError) => void): void {
  const { doc } = view.state;
  const text = doc.toString();
  const diagnostics = errors.map((error): Diagnostic => {
    const from = Math.min(offset(text, error.line, error.column), doc.length);
    const to = Math.min(from + Math.max(1, error.words.length), doc.lineAt(from).to);
    const actions = error.suggestion ? [{ name: `Write ${error.suggestion}`, apply: () => mend(error) }] : [];
    return { from, to: Math.max(from, to), severity: 'error', message: error.message, actions };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Puts the keyboard on some words. */
export function select(view: EditorView, line: number, column: number, words: string): void {
  const from = Math.min(offset(view.state.doc.toString(), line, column), view.state.doc.length);
  const to = Math.min(from + words.length, view.state.doc.length);
  view.focus();
  view.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: 'center' }),
  });
}
