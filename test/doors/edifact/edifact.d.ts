declare module 'edifact/parser.js' {
  export default class Parser {
    encoding(level: string): void;
    write(text: string): void;
    end(): void;
    onopensegment: (tag: string) => void;
    onclosesegment: () => void;
    onelement: () => void;
    oncomponent: (value: string) => void;
  }
}
