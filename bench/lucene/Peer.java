import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.*;
import org.apache.lucene.queries.spans.*;
import org.apache.lucene.search.*;

/** Runs queries (S-expressions, a line each) over texts (a line each) with Lucene Monitor; prints milliseconds a text, then the hits of each text. */
public class Peer {
    static final String F = "text";
    final String[] tokens;
    int at = 0;

    Peer(String line) { tokens = line.replace("(", " ( ").replace(")", " ) ").trim().split("\\s+"); }

    Query query() {
        if (!tokens[at].equals("(")) return new TermQuery(new Term(F, tokens[at++]));
        at++;
        String kind = tokens[at++];
        if (kind.equals("near")) {
            int distance = Integer.parseInt(tokens[at++]);
            SpanQuery left = span(), right = span();
            at++;
            return new SpanNearQuery(new SpanQuery[] {left, right}, distance - 1, false);
        }
        if (kind.equals("prefix")) { Query found = prefix(tokens[at++]); at++; return found; }
        if (kind.equals("phrase")) {
            PhraseQuery.Builder phrase = new PhraseQuery.Builder();
            while (!tokens[at].equals(")")) phrase.add(new Term(F, tokens[at++]));
            at++;
            return phrase.build();
        }
        BooleanQuery.Builder parts = new BooleanQuery.Builder();
        while (!tokens[at].equals(")")) {
            if (tokens[at].equals("(") && tokens[at + 1].equals("not")) {
                at += 2;
                parts.add(query(), BooleanClause.Occur.MUST_NOT);
                at++;
            } else {
                parts.add(query(), kind.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
            }
        }
        at++;
        return parts.build();
    }

    SpanQuery span() {
        if (!tokens[at].equals("(")) return new SpanTermQuery(new Term(F, tokens[at++]));
        at++;
        String kind = tokens[at++];
        if (kind.equals("prefix")) {
            SpanQuery found = new SpanMultiTermQueryWrapper<>(prefix(tokens[at++]));
            at++;
            return found;
        }
        List<SpanQuery> parts = new ArrayList<>();
        while (!tokens[at].equals(")")) parts.add(span());
        at++;
        return new SpanOrQuery(parts.toArray(new SpanQuery[0]));
    }

    static RegexpQuery prefix(String word) { return new RegexpQuery(new Term(F, word + ".*")); }

    public static void main(String[] args) throws Exception {
        List<String> queries = Files.readAllLines(Path.of(args[0])), texts = Files.readAllLines(Path.of(args[1]));
        Presearcher presearcher = new TermFilteredPresearcher(
            TermFilteredPresearcher.DEFAULT_WEIGHTOR, List.of(new RegexpQueryHandler()), Set.of());
        try (Monitor monitor = new Monitor(new WhitespaceAnalyzer(), presearcher)) {
            List<MonitorQuery> made = new ArrayList<>();
            for (int i = 0; i < queries.size(); i++) made.add(new MonitorQuery(Integer.toString(i), new Peer(queries.get(i)).query()));
            monitor.register(made);
            double best = Double.MAX_VALUE;
            List<String> found = List.of();
            for (int round = 0; round < 6; round++) {
                found = new ArrayList<>();
                long started = System.nanoTime();
                for (String text : texts) {
                    Document document = new Document();
                    document.add(new TextField(F, text, Field.Store.NO));
                    List<String> ids = new ArrayList<>();
                    for (QueryMatch match : monitor.match(document, QueryMatch.SIMPLE_MATCHER).getMatches()) ids.add(match.getQueryId());
                    found.add(String.join(" ", ids));
                }
                best = Math.min(best, (System.nanoTime() - started) / 1e6 / texts.size());
            }
            System.out.println(best);
            found.forEach(System.out::println);
        }
    }
}
