"""Words of software and of offices that mean nearly the same, in English and German.

A project that is described with one of them is found, at less weight, by the others. Each line is a group; words
of a phrase must all occur. Written for this program from general knowledge; an organisation's own words belong
in the catalogue (`search.synonyms`).
"""

from typing import Final

GLOSSARY: Final = """
accessibility | a11y | wcag | screen reader | barrierefreiheit | barrierefrei
access | permission | authorization | rights | privilege | berechtigung | zugriff | zugriffsrecht | zugang | recht
account | konto | benutzerkonto
accounting | bookkeeping | ledger | buchhaltung | buchfuhrung | buchung
address | postcode | zip code | postal | adresse | anschrift | postleitzahl
administration | admin | back office | verwaltung | verwalten
agreement | contract | vertrag
alert | alarm | pager | notification | benachrichtigung | warnung | alarmierung
analysis | analytics | evaluation | analyse | auswertung | auswerten
anonymize | pseudonymize | anonymous | anonymisieren | anonymisierung
answer | reply | response | antwort | antworten
api | interface | endpoint | schnittstelle
app | application | anwendung | applikation
approval | approve | sign off | genehmigung | freigabe | freigeben | genehmigen
archive | archiv | archivieren | archivierung
arrival | eta | delivery time | ankunft | ankunftszeit | lieferzeit
asynchronous | async | asyncio | nebenlaufig | asynchron
attachment | anhang
audio | sound | speech | voice | ton | sprache
audit | review | compliance | prufung | uberprufung | revision | prufen
authentication | login | sign in | log in | sso | single sign on | oidc | oauth | anmeldung | anmelden | authentifizierung
automation | automate | automatic | automatisierung | automatisieren | automatisch
availability | uptime | verfugbarkeit
backup | restore | recovery | disaster recovery | datensicherung | sicherung | wiederherstellen | wiederherstellung
banner | hint | hinweis
bank | banking | iban | bankverbindung
barcode | qr code | ean | strichcode
batch | bulk | stapel
benchmark | performance | speed | load test | leistung | geschwindigkeit | lasttest
bicycle | bike | fahrrad
bill | invoice | billing | rechnung | rechnungen | faktura | abrechnung
blog | news | article | artikel | nachrichten
blueprint | template | boilerplate | scaffold | starter | skeleton | vorlage | gerust | starterpaket | muster
board | dashboard | overview | ubersicht | cockpit
booking | reservation | book | buchen | reservierung
bot | chatbot | assistant | assistent
branch | verzweigung
brand | corporate design | marke
browser | web browser
budget | spending | expense | cost | kosten | ausgaben | finops | kostenkontrolle
bug | defect | error | failure | fault | exception | fehler | storung
build | compile | bauen | ubersetzen
business intelligence | bi | reporting | report | bericht | berichte | berichtswesen
button | widget | component | ui component | schaltflache | bedienelement | komponente | baustein
cache | caching | memoize | zwischenspeicher
calculate | compute | calculation | berechnen | berechnung | rechnen
calendar | appointment | schedule | kalender | termin | termine
camera | photo | picture | image | kamera | foto | bild | bilder
cancel | storno | stornieren | abbrechen
car | vehicle | van | truck | fleet | fahrzeug | auto | lieferwagen | fuhrpark | lkw | flotte
card | credit card | karte | kreditkarte
carbon | co2 | emission | climate | footprint | sustainability | klima | emissionen | nachhaltigkeit | umwelt
cash | money | bargeld | geld
catalog | catalogue | directory | registry | inventory | katalog | verzeichnis | register | bestand
certificate | tls | ssl | zertifikat
change | modify | anderung | andern
changelog | release notes | anderungsprotokoll
chart | graph | plot | diagram | visualization | diagramm | grafik | visualisierung | darstellen
chat | messenger | slack | teams | messaging
check | validate | verify | validation | verification | prufen | uberprufen | validieren | prufung
chemistry | chemie
ci | continuous integration | pipeline | build pipeline | continuous delivery | cd
classification | categorize | klassifizierung | einordnen
clean | cleanup | aufraumen | bereinigen | bereinigung
cli | command line | terminal | shell | console | kommandozeile | befehlszeile | konsole
client | sdk | connector | anbindung
cloud | aws | azure | gcp
cluster | kubernetes | k8s
code | source code | quellcode | programmcode
code review | pull request | merge request
colour | color | palette | farbe | farben
comment | kommentar
communication | kommunikation
compare | comparison | diff | vergleichen | vergleich
complaint | claim | reklamation | beschwerde
compress | compression | zip | komprimieren | komprimierung | packen
configuration | config | settings | konfiguration | einstellung | einstellungen
connect | connection | verbinden | verbindung
contact | kontakt
container | docker | image
convert | conversion | transform | konvertieren | umwandeln | umrechnung | umrechnen
cookie | consent | einwilligung
copy | duplicate | kopie | kopieren
country | land | lander
crawler | scraping | scraper | spider
credential | secret | password | api key | passwort | passworter | geheimnis | geheimnisse | zugangsdaten | kennwort
currency | exchange rate | wahrung | wechselkurs
customer | client | consumer | kunde | kunden
customs | zoll
data | dataset | daten
data protection | privacy | gdpr | personal data | pii | datenschutz | dsgvo | personenbezogene daten
data warehouse | warehouse | data lake | dwh
database | db | sql | datenbank
date | datum
day | tag
deadline | frist
debug | debugger | debugging | fehlersuche
delete | erase | remove | loschen | entfernen
delivery | shipping | shipment | dispatch | lieferung | versand | zustellung | liefern | zustellen | auslieferung
delivery note | packing slip | lieferschein
demand | forecast | prediction | predict | prognose | vorhersage | vorhersagen | bedarf
dependency | abhangigkeit | abhangigkeiten
deploy | deployment | rollout | release | ausrollen | veroffentlichen | bereitstellung | bereitstellen
design | gestaltung
design system | style guide | component library | ui kit | designsystem | gestaltungsrichtlinie
detect | recognize | detection | recognition | erkennen | erkennung
device | hardware | gerat | gerate
dictionary | glossary | vocabulary | worterbuch | glossar | definition
distance | entfernung | abstand
document | file | dokument | unterlagen
documentation | docs | guide | manual | handbook | dokumentation | handbuch | anleitung | leitfaden
download | herunterladen
driver | courier | rider | fahrer | kurier | zusteller | bote
drone | uav | drohne
education | training | course | learning | schulung | kurs | lernen | ausbildung
electricity | energy | power | strom | energie
email | mail | smtp | newsletter | e mail
embed | embedding | einbetten
embedded | firmware | microcontroller | steuerung
employee | staff | personnel | colleague | hr | mitarbeiter | personal | kollege
encrypt | encryption | cryptography | crypto | verschlusselung | verschlusseln
engine | motor
environment | umgebung
error handling | fehlerbehandlung
estimate | estimation | abschatzung | schatzen | schatzung
event | domain event | message | kafka | stream | topic | ereignis | ereignisse | nachricht | nachrichten
excel | spreadsheet | xlsx | csv | tabelle | tabellen | tabellenkalkulation
experiment | ab test | ab testing
export | import | exportieren | importieren
extract | extraction | extrahieren | auslesen
fake | mock | stub | simulator | emulator | simulation | simulieren | nachbilden | attrappe
feature flag | feature toggle | feature switch | kill switch | schalter
feedback | survey | ruckmeldung | umfrage
field | feld
file | datei | dateien
filter | filtern
find | discover | lookup | suchen | suche
finance | financial | finanzen
flag | toggle | switch
font | typography | icon | schrift | symbol
form | formular | formulare | input
format | formatter | formatting
forum | community
framework | platform | rahmenwerk
frontend | web ui | user interface | ui | gui | oberflache | benutzeroberflache
function | funktion
game | spiel | spiele
gateway | facade | federation
generate | generator | create | erzeugen | erstellen | generieren
geocode | geocoding | coordinates | latitude | gps | koordinaten | standort | location
git | version control | repository | versionsverwaltung
governance | policy | guideline | richtlinie | regeln | vorgabe
graphql | gql
hash | checksum | prufsumme
health | health check | liveness | gesundheit
hide | mask | redact | redaction | scrub | verbergen | schwarzen | maskieren | ausblenden
holiday | public holiday | bank holiday | vacation | feiertag | feiertage | urlaub
hotel | travel | trip | reise
http | rest | request | web request | anfrage | aufruf
identity | user management | identitat
idempotency | idempotent | exactly once
incident | outage | on call | emergency | stormeldung | notfall | ausfall | bereitschaft | rufbereitschaft | vorfall
infrastructure as code | terraform | iac | provisioning | infrastruktur
insurance | versicherung
integration | einbindung
internationalization | i18n | localization | l10n | translation | translate | multilingual | ubersetzung | ubersetzungen | ubersetzen | mehrsprachig | lokalisierung
internet of things | iot | sensor | mqtt
intranet | wiki | knowledge base | wissensdatenbank | wissen
inventory | stock | warehouse | lager | lagerbestand | lagerverwaltung
job | task | aufgabe | auftrag
job scheduler | cron | scheduler | zeitplan | zeitsteuerung
json | yaml | serialization
key | schlussel
kpi | metric | measure | indicator | kennzahl | kennzahlen | metrik | metriken
label | sticker | tag | etikett | etiketten | aufkleber
language | natural language | nlp | sprache
large language model | llm | gpt | generative ai | ki
laser | printer | print | printing | thermal printer | zebra | drucker | drucken | ausdruck
latency | delay | slow | verzogerung | langsam
law | legal | recht
layout | anordnung
leak | leaked | exposed | geleakt
licence | license | lizenz | lizenzen
link | url | verknupfung
lint | linter | static analysis | code quality | codequalitat
list | liste | listen
load balancer | reverse proxy | proxy | edge | ingress | lastverteilung
locker | parcel locker | pickup station | smart locker | paketfach | packstation | abholstation | schliessfach
log | logging | protocol | protokoll | protokolle | protokollierung
logistics | supply chain | transport | logistik | lieferkette
machine learning | ml | ai | artificial intelligence | model | neural network | deep learning | kunstliche intelligenz | maschinelles lernen | modell | modelle
mail order | shop | ecommerce | store | webshop | onlineshop | laden
map | maps | geographic | gis | landkarte | kartendienst
markdown | text processing
market | markt
meeting | besprechung | sitzung
merge | combine | zusammenfuhren
message broker | message queue | queue | rabbitmq | warteschlange
microservice | service | backend | dienst | dienste
migration | migrate | migrieren | umzug
mobile | phone | smartphone | android | ios | handy | mobil | telefon
monitoring | observability | tracing | telemetry | prometheus | uberwachung | uberwachen
multi tenant | tenant | mandant | mandanten | mandantenfahig
name | namen
navigation | routing | route | directions | navigieren | wegbeschreibung
network | netzwerk | netz
night | nacht
notebook | jupyter
notify | notification | push | push notification | benachrichtigen | mitteilung
number | nummer | zahl
ocr | text recognition | texterkennung
offline | without internet | no connection | disconnected | ohne internet | funkloch | kein empfang
onboarding | einarbeitung
open source | quelloffen
optimization | optimize | optimisation | optimieren | optimierung
order | purchase | bestellung | bestellungen | auftrag | bestellen
organization | organisation | company | unternehmen | firma
page | seite | webseite
parallel | concurrency | threads | multiprocessing | gleichzeitig
parcel | package | consignment | paket | pakete | sendung | packchen
parse | parser | parsing | einlesen
payment | pay | checkout | payment provider | psp | zahlung | zahlungen | bezahlen | bezahlung | zahlungsanbieter
cash on delivery | nachnahme
payroll | salary | gehalt | lohn
pdf | printout | portable document
people | person | personen | menschen | leute
phishing | spam
plan | planner | planning | planung | planen | planer
plugin | extension | erweiterung
point of sale | pos | till | kasse
price | pricing | tariff | preis | preise
process | workflow | bpm | prozess | ablauf | arbeitsablauf
product | item | produkt | artikel
production | prod | produktion | produktivsystem
profile | profil
project management | projektmanagement
protect | protection | schutz | schutzen
prototype | prototyp
query | abfrage | abfragen
question | frage
rate limit | throttle | quota | drosseln | begrenzung
read | lesen
receipt | quittung | beleg
recommendation | recommender | empfehlung
record | aufzeichnen | aufzeichnung
refund | return | retoure | rucksendung | erstattung | ruckgabe
replay | reprocess | rewind | wiedergeben | erneut verarbeiten
report | reporting | bericht | auswertung
repository | repo
request | antrag
retention | retain | aufbewahrung
retry | repeat | backoff | circuit breaker | resilience | resilient | again | try again | wiederholen | wiederholung | erneut versuchen | ausfallsicher
robot | robotics | roboter
role | rbac | rolle | rollen
route planning | route optimization | tour planning | routenplanung | tourenplanung | routenplaner
route | tour | trip | shortest path | strecke | weg | fahrt
rule | regel
runbook | playbook | on call handbook
sample | example | demo | beispiel | beispiele
sandbox | test environment | testumgebung
satellite | satellit
save | store | storage | persist | speichern | speicher | ablage
scan | scanner | scannen | einscannen
scanner | detector
schema | data contract | datenmodell
screen | display | bildschirm | anzeige
script | skript
search engine | full text search | suchmaschine
security | vulnerability | sicherheit | schwachstelle | schwachstellen
self service | selbstbedienung
send | transmit | senden | schicken | verschicken | versenden
sign | signature | unterschrift | signatur | unterschreiben
size | grosse
sms | text message | kurznachricht
social media | twitter
sort | sortieren | sorting
spelling | rechtschreibung
standard | convention | konvention
start | bootstrap | get started | anfangen | beginnen | starten
static site | website | web page | internetseite | homepage | webauftritt
statistic | statistics | statistik
status | state | zustand
step | schritt
street | strasse
structure | struktur
subscription | abo | abonnement
supplier | vendor | lieferant | lieferanten
support | ticket | help desk | service desk | hilfe | unterstutzung
synchronize | sync | synchronization | synchronisieren | abgleich | abgleichen
table | tabelle
tax | vat | steuer | mehrwertsteuer | umsatzsteuer
team | gruppe | mannschaft
temperature | temperatur
test | testing | unit test | qa | tests | testen
test data | sample data | fixture | fake data | synthetic data | testdaten | faker
text | texte
theme | dark mode | skin
time | zeit | uhrzeit
time series | zeitreihe
time zone | zeitzone
token | jwt | access token
tracking | track and trace | trace | track | verfolgung | nachverfolgung | verfolgen | sendungsverfolgung
train | bahn | railway | zug
transaction | transaktion
transfer | ubertragung | ubertragen
tree | baum
type checking | type checker | typing | typprufung
unit | einheit | einheiten
update | upgrade | aktualisieren | aktualisierung
upload | hochladen
url | web address | webadresse
user | nutzer | benutzer | anwender
vault | secret store | tresor
version | versioning | versionierung
video | film | filme
virtual machine | vm | virtualization
visa | mastercard
visit | besuch | visitor | besucher
wait | warten
web framework | webframework
webhook | callback
weather | wetter
weight | gewicht
window | fenster
write | schreiben
year | jahr
blind | visually impaired | sehbehindert
colorblind | contrast | kontrast
definition | define | meaning | bedeutung | definieren
dead letter | poison message
delivery attempt | zustellversuch
domain | dns
edit | editor | bearbeiten
enable | activate | turn on | switch on | einschalten | aktivieren | anschalten
disable | deactivate | turn off | switch off | ausschalten | abschalten | deaktivieren
encode | decode | encoding | kodierung
exchange | swap | tauschen | austauschen | tausch
group | cluster
house number | hausnummer
ldap | active directory
load | laden
open | offnen
overdue | dunning | mahnung | mahnwesen
password manager | passwortmanager
pick up | abholen | abholung
recipient | empfanger
sender | absender
route guidance | turn by turn
scale | skalieren | scaling
share | teilen
shell script | bash
snapshot | momentaufnahme
translate | ubersetzen
truncate | shorten | kurzen
vehicle routing | traveling salesman | tsp | vrp
who | wer
c++ | cpp
c# | csharp
.net | dotnet
javascript | js | ecmascript
typescript | ts
python | py
golang | go
postgresql | postgres
kubernetes | helm
"""
"""Groups, one a line, their members apart by bars."""
