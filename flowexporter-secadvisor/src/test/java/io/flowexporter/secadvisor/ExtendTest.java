package io.flowexporter.secadvisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowexporter.api.record.JsonText;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendTest {
    private static final String IN_STRINGS = "X=G.V().Has('RoutingTables.Src','{{.Network.A}}', \"K\", \"{{.UUID}}\")";

    private static final String NETWORK = "\"Network\":{\"Protocol\":\"IPV4\",\"A\":TEXT,\"B\":\"10.0.0.2\",\"ID\":0},";

    /** A report that has the text wherever text can be. */
    private static Report report(String text, String network) {
        String flow = "{\"UUID\":TEXT,\"LayersPath\":TEXT,\"Link\":{\"ID\":7},"
                + network
                + "\"Transport\":{\"Protocol\":\"TCP\",\"A\":\"80\",\"B\":TEXT},"
                + "\"LastUpdateMetric\":{\"ABPackets\":1,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,"
                + "\"Last\":6},\"Start\":10,\"Last\":20,\"L3TrackingID\":TEXT,\"NodeTID\":TEXT}";
        String quoted = new String(JsonText.quoted(text), StandardCharsets.UTF_8);
        return new FlowReport(RecordedFlows.flow(flow.replace("TEXT", quoted)), Status.UPDATED, 3);
    }

    private static Report report(String text) {
        return report(text, NETWORK);
    }

    private static Optional<String> filled(String entry, Report report, Names names) {
        ExtendEntry.Filled filled = ExtendEntry.parse(entry).fill(report, names);
        return filled instanceof ExtendEntry.Filled.Query query ? Optional.of(query.gremlin()) : Optional.empty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "X=a '{{.Network.A}}' b#a '10.0.0.1' b",
                "X='{{ .Network.B }}'#'10.0.0.2'",
                "X={{.LinkID}}#7",
                "X={{.Transport.A}}#80",
                "X='{{.LastUpdateMetric.BABytes}}'#'4'",
                "X='{{.UpdateCount}} {{.Start}} {{.Last}} {{.Version}} {{.Status}}'#'3 10 20 1.1.0 UPDATED'",
                "X=no field at all#no field at all",
                "X=a=b#a=b",
                "X='{{.Context.A.Name}}' '{{.Context.A.Set}}'#'shop/web-1' 'ReplicaSet:shop/web'",
                "X='{{.Network.AName}}'#'0_0_shop-web-1_0'",
                "X='{{.Network.BName}}'#''",
                "X='{{.NodeType}}'#'veth'",
            })
    void putsFieldsOfTheRecordIn(String entry, String query) {
        Names names = new Names(
                "veth", Optional.of(Peer.pod("shop", "web-1", "ReplicaSet:shop/web")), Optional.empty(), Map.of());

        assertThat(filled(entry, report("10.0.0.1"), names)).contains(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X='{{.Network.A}}'",
                "X='{{.Network.AName}}'",
                "X='{{.Context.A.Name}}'",
                "X='{{.Metric.ABBytes}}'"
            })
    void lacksWhatTheRecordLacks(String entry) {
        assertThat(ExtendEntry.parse(entry).fill(report("x", ""), Names.NONE))
                .isInstanceOf(ExtendEntry.Filled.Lacking.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "no equals sign#has no '='",
                "=G.V()#has no name",
                "X=#has no query",
                "X='{{.Network.A'#'{{' has no '}}'",
                "X='{{.Network.C}}'#a record has no field 'Network.C'; it has Context.A.Name,",
                "X='{{.}}'#can stand a field",
                "X='{{Network.A}}'#can stand a field",
                "X='{{.Network.A | len}}'#can stand a field",
                "X='{{if .Network.A}}x{{end}}'#can stand a field",
                "X='{{.Network.A}}#a string of the query has no end",
            })
    void refusesWhatIsNoTemplateAndNamesIt(String entry, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtendEntry.parse(entry))
                .withMessageContaining("'" + entry + "'")
                .withMessageContaining(why);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecAdvisorRecords.EXTEND.parse(List.of("A=G.V()", entry)))
                .withMessageContaining(entry);
    }

    @Test
    void refusesABareValueThatIsNoNumber() {
        assertThat(filled("X=G.V().Has('ID',{{.UUID}})", report("12"), Names.NONE))
                .contains("G.V().Has('ID',12)");
        assertThat(filled("X=G.V().Has('ID',{{.UUID}})", report("V"), Names.NONE))
                .isEmpty();
        assertThat(filled("X=G.V().Has('ID',{{.UUID}})", report("1)"), Names.NONE))
                .isEmpty();
    }

    @Test
    void refusesQuantifiersInAPattern() {
        String entry = "X=G.V().Has('Name', Regex('{{.UUID}}'))";

        assertThat(filled(entry, report("10.0.0.1"), Names.NONE)).isPresent();
        assertThat(filled(entry, report(".+"), Names.NONE)).isEmpty();
        assertThat(filled("X=G.V().Has('Name', '{{.UUID}}')", report(".+"), Names.NONE))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'",
                "\"",
                "x').Has('Type','host",
                "x\").V(\"",
                "\\'",
                "\u0000",
                "a\u0000b",
                "a\nb",
                "\u2019",
                "\uD800",
                "{{.UUID}}",
                "$(x)"
            })
    void refusesHostileValues(String value) {
        assertThat(ExtendEntry.parse(IN_STRINGS).fill(report(value), Names.NONE))
                .isInstanceOf(ExtendEntry.Filled.Rejected.class);
    }

    @Test
    void noValueChangesTheTokensOfAQuery() {
        Random random = new Random(4);
        String alphabet = "abz019._:/-%@ +=,'\"\\()[]{}\0\n\t;*?^$|\u2019\u00e9\uD83D\uDE00";
        List<String> entries = List.of(
                IN_STRINGS,
                "X=G.V().Has(\"A\", \"{{.LayersPath}}\").Has('B',{{.Transport.B}}).Limit(1)",
                "X=G.V().Has('A', Regex(\"{{.L3TrackingID}}/.*\")).Values('Host')",
                "X=G.V().Has('A', '{{.Context.B.Name}}-{{.NodeType}}').In()");
        int filled = 0;
        for (int i = 0; i < 200_000; i++) {
            String entry = entries.get(i % entries.size());
            String value = random.ints(random.nextInt(6), 0, alphabet.length())
                    .mapToObj(index -> String.valueOf(alphabet.charAt(index)))
                    .reduce("", String::concat);
            Optional<String> query = filled(entry, report(value), names(value));
            if (query.isPresent()) {
                filled++;
                assertThat(shape(query.get()))
                        .as(value)
                        .isEqualTo(shape(filled(entry, report("1"), names("1")).orElseThrow()));
            }
        }
        assertThat(filled).isBetween(10_000, 190_000);
    }

    private static Names names(String value) {
        return new Names(value, Optional.empty(), Optional.of(Peer.container(value)), Map.of());
    }

    private static List<Object> shape(String query) {
        return Gremlins.tokens(query).stream()
                .<Object>map(token -> switch (token.kind()) {
                    case STRING, NUMBER -> token.kind();
                    default -> token;
                })
                .toList();
    }
}
