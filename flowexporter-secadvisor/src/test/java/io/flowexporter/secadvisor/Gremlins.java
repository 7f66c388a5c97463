package io.flowexporter.secadvisor;

import java.util.ArrayList;
import java.util.List;

/**
 * What Skydive's own scanner makes of a query: words, numbers, strings without their quotes, signs. A string ends at either
 * kind of quote, whichever began it; nothing escapes; NUL is the end.
 */
final class Gremlins {
    private Gremlins() {}

    enum Kind {
        WORD,
        NUMBER,
        STRING,
        SIGN,
        BLANK,
        ILLEGAL
    }

    record Token(Kind kind, String text) {}

    static List<Token> tokens(String query) {
        int nul = query.indexOf('\0');
        String text = nul < 0 ? query : query.substring(0, nul);
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int begin = at;
            char c = text.charAt(at++);
            if (c == '"' || c == '\'') {
                while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\'') {
                    at++;
                }
                tokens.add(new Token(Kind.STRING, text.substring(begin + 1, at)));
                at++;
                continue;
            }
            Kind kind = kind(c);
            while (at < text.length() && goesOn(kind, text.charAt(at))) {
                at++;
            }
            if (kind == Kind.NUMBER && at < text.length() && isLetter(text.charAt(at))) {
                kind = Kind.ILLEGAL;
                at++;
            }
            tokens.add(new Token(kind, text.substring(begin, at)));
        }
        return tokens;
    }

    private static Kind kind(char c) {
        if (isLetter(c)) {
            return Kind.WORD;
        }
        if (isDigit(c)) {
            return Kind.NUMBER;
        }
        if (c == ' ' || c == '\t' || c == '\n') {
            return Kind.BLANK;
        }
        return "().,".indexOf(c) >= 0 ? Kind.SIGN : Kind.ILLEGAL;
    }

    private static boolean goesOn(Kind kind, char c) {
        return switch (kind) {
            case WORD -> isLetter(c) || isDigit(c) || c == '_';
            case NUMBER -> isDigit(c) || c == '.';
            case BLANK -> kind(c) == Kind.BLANK;
            case STRING, SIGN, ILLEGAL -> false;
        };
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
