#include "studio.inc"
#declare Shade = array[2] { srgb <0.96, 0.93, 0.86>, srgb <0.33, 0.40, 0.35> };
#macro Lamp(N)
  union {
    #for (I, 0, 2)
      cone { <0.95, 0, 0>, 0.035, <0.10, 3.0, 0>, 0.05 WoodUp(OakLight, OakDark, 0.4) rotate y * (120 * I + 30) }
    #end
    cylinder { y * 2.9, y * 3.12, 0.16 texture { Brass } }
    difference {
      cylinder { y * 3.1, y * 4.15, 0.85 }
      cylinder { y * 3.0, y * 4.3, 0.835 }
      texture { pigment { Shade[N] } finish { diffuse 0.65 emission (N = 0 ? <0.26, 0.22, 0.16> : <0.02, 0.02, 0.015>) } }
    }
    torus { 0.843, 0.014 translate y * 3.1 pigment { Shade[N] } } torus { 0.843, 0.014 translate y * 4.15 pigment { Shade[N] } }
    light_source { y * 3.6, rgb <0.5, 0.4, 0.28> fade_distance 1.2 fade_power 2 }
  }
#end
Studio(4.0)
#switch (View)
  #case (1) object { Lamp(Colour) rotate y * 20 } Shot(<0, 3.6, -17>, <0, 2.06, 0>, 18.5) #break
  #case (2) object { Lamp(Colour) rotate y * 20 } Shot(<1.8, 2.7, -8.5>, <0, 3.25, 0>, 21) #break
#end
