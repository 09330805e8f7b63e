#include "studio.inc"
#declare C = array[3] { srgb <0.94, 0.91, 0.84>, srgb <0.60, 0.66, 0.52>, srgb <0.74, 0.45, 0.35> };
#macro Candle(N, R, H)
  union {
    difference {
      RoundedDisc(R, 0, H, 0.035)
      sphere { 0, R * 2.2 translate y * (H + R * 2.2 - 0.03) }
      texture { pigment { C[N] } finish { diffuse 0.84 specular 0.12 roughness 0.08 } }
    }
    cylinder { y * (H - 0.06), <0.008, H + 0.07, 0>, 0.010 pigment { srgb <0.22, 0.19, 0.16> } }
  }
#end
Studio(1.2)
#switch (View)
  #case (1)
    object { Candle(Colour, 0.27, 1.25) translate <-0.36, 0, 0.25> }
    object { Candle(Colour, 0.27, 0.85) translate <0.32, 0, 0.10> }
    object { Candle(Colour, 0.27, 0.50) translate <-0.05, 0, -0.48> }
    Shot(<0, 1.9, -5.6>, <0, 0.54, 0>, 22) #break
  #case (2)
    object { Candle(Colour, 0.27, 0.85) } object { Candle(Colour, 0.27, 1.25) translate <-0.62, 0, 0.5> }
    Shot(<0.5, 2.3, -3.2>, <-0.08, 0.70, 0>, 20) #break
#end
