package dev.actr;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rooms of the house and the arrows between them: what a package may know of the others. */
@AnalyzeClasses(packages = "dev.actr", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String API = "dev.actr";
  private static final String EVENT = "dev.actr.event";
  private static final String WIRE = "dev.actr.wire..";
  private static final String NET = "dev.actr.net..";
  private static final String IDENTITY = "dev.actr.identity..";
  private static final String SIGNALING = "dev.actr.signaling..";
  private static final String PEER = "dev.actr.peer..";
  private static final String SCTP = "dev.actr.sctp..";
  private static final String WEBRTC = "dev.actr.webrtc..";
  private static final String MAILBOX = "dev.actr.mailbox..";
  private static final String DISPATCH = "dev.actr.dispatch..";
  private static final String STREAM = "dev.actr.stream..";
  private static final String NODE = "dev.actr.node..";
  private static final String CDI = "dev.actr.cdi..";
  private static final String DEVSERVER = "dev.actr.devserver..";
  private static final String CODEGEN = "dev.actr.codegen..";

  /** Each room, and the rooms it may use besides itself and the public API. */
  private static final Map<String, List<String>> ROOMS =
      Map.ofEntries(
          Map.entry(WIRE, List.of()),
          Map.entry(NET, List.of(WIRE)),
          Map.entry(IDENTITY, List.of(WIRE)),
          Map.entry(SIGNALING, List.of(IDENTITY, NET, WIRE)),
          Map.entry(PEER, List.of(SIGNALING, IDENTITY, NET, WIRE, WEBRTC, SCTP)),
          Map.entry(MAILBOX, List.of()),
          Map.entry(DISPATCH, List.of(MAILBOX, IDENTITY, WIRE)),
          Map.entry(STREAM, List.of(DISPATCH, MAILBOX, PEER, SIGNALING, IDENTITY, NET, WIRE)),
          Map.entry(NODE, List.of(STREAM, DISPATCH, MAILBOX, PEER, SIGNALING, IDENTITY, NET, WIRE)),
          Map.entry(
              CDI,
              List.of(
                  EVENT, NODE, DEVSERVER, STREAM, DISPATCH, MAILBOX, PEER, SIGNALING, IDENTITY, NET,
                  WIRE)),
          Map.entry(DEVSERVER, List.of(IDENTITY, NET, WIRE)),
          Map.entry(CODEGEN, List.of(WIRE)));

  @ArchTest
  static final ArchRule arrowsOnlyGoDown =
      CompositeArchRule.of(
              ROOMS.entrySet().stream()
                  .map(room -> mayUse(room.getKey(), room.getValue()))
                  .toList())
          .as("each room uses only the rooms below it");

  @ArchTest static final ArchRule theApiKnowsOnlyTheEvents = usesOfOurs(API, API, EVENT);

  @ArchTest static final ArchRule theEventsKnowNothingOfOurs = usesOfOurs(EVENT, EVENT);

  @ArchTest static final ArchRule sctpKnowsNothingOfOurs = usesOfOurs(SCTP, SCTP);

  @ArchTest static final ArchRule webRtcKnowsSctpAlone = usesOfOurs(WEBRTC, WEBRTC, SCTP);

  @ArchTest
  static final ArchRule everyClassIsInARoom =
      classes().should().resideInAnyPackage(allRooms()).as("every package is a room of the plan");

  @ArchTest
  static final ArchRule onlyWebRtcUsesSctp =
      noClasses()
          .that(resideInAPackage("dev.actr.."))
          .and(not(resideInAnyPackage(SCTP, WEBRTC, "dev.actr.peer.webrtc..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SCTP)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule generatedMessagesStayWithTheRoomsThatSpeakToSockets =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      WIRE, IDENTITY, SIGNALING, PEER, STREAM, DISPATCH, DEVSERVER, CODEGEN)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.actr.wire.proto..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule codecsDoNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(WIRE, SCTP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "io.netty..")
          .allowEmptyShould(true);

  /** A slice for each package; the patterns of slices leave out the one at the root. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().assignedFrom(PACKAGES).should().beFreeOfCycles();

  private static ArchRule mayUse(String room, List<String> below) {
    List<String> allowed = new ArrayList<>(below);
    allowed.add(room);
    allowed.add(API);
    return usesOfOurs(room, allowed.toArray(String[]::new));
  }

  private static ArchRule usesOfOurs(String room, String... allowed) {
    DescribedPredicate<JavaClass> ours = resideInAPackage("dev.actr..");
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat(not(ours).or(resideInAnyPackage(allowed)))
        .allowEmptyShould(true);
  }

  private static String[] allRooms() {
    List<String> rooms = new ArrayList<>(ROOMS.keySet());
    rooms.addAll(List.of(API, EVENT, SCTP, WEBRTC));
    return rooms.toArray(String[]::new);
  }
}
